import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError, request } from "../../api/client";
import { componentsQuery } from "../../api/queries";
import type { Component } from "../../api/types";
import { DropComponent } from "../../ui/DropComponent";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";

const LARGEST_MIB = 64;

/** Takes a WebAssembly component and shows what the server's checks said, one by one. */
export function UploadRule({ onUse }: { onUse: (component: string) => void }) {
  const client = useQueryClient();
  const upload = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > LARGEST_MIB * 1024 * 1024) {
        throw new ApiError(413, "too_large", `${file.name} is larger than ${LARGEST_MIB} MiB`);
      }
      return request<Component>("POST", "/api/v1/components", {
        body: file,
        headers: { "content-type": "application/wasm" },
      });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: componentsQuery.queryKey }),
  });
  const made = upload.data;
  return (
    <div className="upload">
      <DropComponent what="rule" meaning="Checked before it may run" onFile={(file) => upload.mutate(file)} />
      <ErrorNote error={upload.error} meaning="It was not stored." />
      {made && (
        <div className="upload-checks" role="status">
          <p>
            <strong>
              {made.manifest.title} {made.manifest.version}
            </strong>{" "}
            can be used in a new rule.
          </p>
          <button type="button" className="button button-small" onClick={() => onUse(made.id)}>
            Make a rule of it
          </button>
          <ul>
            {made.checks?.map((one) => (
              <li key={one.check} className={one.ok ? "check-ok" : "check-not"}>
                <Icon name={one.ok ? "check" : "warning"} />
                <div>
                  {one.check}
                  {one.detail && <p className="small mid">{one.detail}</p>}
                </div>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
