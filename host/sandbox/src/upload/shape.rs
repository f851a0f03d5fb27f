use wasmparser::{ComponentExternalKind, ComponentTypeRef, Parser, Payload, TypeBounds, Validator, WasmFeatures};

use super::Rejected;

/// What a component is, read without running or compiling it.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// What must be provided: functions by name, interfaces by name and version. Types are not among them.
    pub(super) imports: Vec<String>,
    /// Of its own, not of interfaces.
    pub(super) exported_functions: Vec<String>,
    /// Of all memories of all modules.
    pub(super) initial_pages: u64,
}

impl Shape {
    /// Validates every byte. `features` are those of the engine that will compile it.
    pub(super) fn read(wasm: &[u8], features: WasmFeatures) -> Result<Self, Rejected> {
        let broken = |error: wasmparser::BinaryReaderError| {
            Rejected::new("invalid_wasm", format!("it is damaged or uses what is not allowed here: {error}"))
        };
        Validator::new_with_features(features).validate_all(wasm).map_err(broken)?;
        let mut shape = Self::default();
        shape.walk(wasm).map_err(broken)?;
        Ok(shape)
    }

    fn walk(&mut self, wasm: &[u8]) -> wasmparser::Result<()> {
        // 0 is the component itself; modules and components lie deeper.
        let mut depth = 0_usize;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::MemorySection(memories) => {
                    for memory in memories {
                        self.initial_pages = self.initial_pages.saturating_add(memory?.initial);
                    }
                }
                Payload::ComponentImportSection(imports) if depth == 0 => {
                    for import in imports {
                        let import = import?;
                        if !matches!(import.ty, ComponentTypeRef::Type(TypeBounds::Eq(_))) {
                            self.imports.push(import.name.name.to_owned());
                        }
                    }
                }
                Payload::ComponentExportSection(exports) if depth == 0 => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ComponentExternalKind::Func {
                            self.exported_functions.push(export.name.name.to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The package of this project whose types it uses, for example `outlay:rule`.
    pub(super) fn package(&self) -> Option<&str> {
        let own = |import: &&String| import.starts_with("outlay:");
        self.imports.iter().find(own).and_then(|import| import.split_once('/')).map(|(package, _)| package)
    }
}
