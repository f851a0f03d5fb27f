// How values of the contract (rule.wit) lie in memory: the canonical ABI of the component model, as far as a rule needs
// it. Every text is a pointer and a length; an option or a result begins with a byte that says which it is.

/** The host puts what it hands over into memory that it gets here. It is ours from then on. */
export function cabi_realloc(old: usize, _oldSize: usize, _align: usize, size: usize): usize {
  return old == 0 ? heap.alloc(size) : heap.realloc(old, size);
}

// @ts-ignore: the host's log
@external("$root", "log")
declare function hostLog(level: i32, text: usize, length: usize): void;

export function log(level: i32, message: string): void {
  const text = String.UTF8.encode(message);
  hostLog(level, changetype<usize>(text), text.byteLength);
}

/** Memory for an answer. The next call frees it, when the host has read it. */
let answered: usize[] = [];

export function forget(): void {
  for (let index = 0; index < answered.length; index++) heap.free(answered[index]);
  answered = [];
}

export function room(size: usize): usize {
  const at = heap.alloc(size);
  memory.fill(at, 0, size);
  answered.push(at);
  return at;
}

export function putText(at: usize, value: string): void {
  const length = String.UTF8.byteLength(value);
  const text = room(length);
  String.UTF8.encodeUnsafe(changetype<usize>(value), value.length, text);
  store<u32>(at, <u32>text);
  store<u32>(at + 4, length);
}

export function putSomeText(at: usize, value: string): void {
  store<u8>(at, 1);
  putText(at + 4, value);
}

export function putList(at: usize, items: usize, length: i32): void {
  store<u32>(at, <u32>items);
  store<u32>(at + 4, length);
}

/** `result` with a list. */
export function ok(items: usize, length: i32): usize {
  const result = room(24);
  putList(result + 4, items, length);
  return result;
}

/** `result` with a `selection`: no columns said, which is all of them, and no conditions. */
export function all(): usize {
  return room(24);
}

/** `result` with a `rule-error`. */
export function refused(message: string, field: string): usize {
  const result = room(24);
  store<u8>(result, 1);
  putText(result + 4, message);
  if (field.length > 0) putSomeText(result + 12, field);
  return result;
}

export class Manifest {
  name: string = "";
  version: string = "";
  title: string = "";
  documentation: string = "";
  columns: string[] = [];
  scope: u8 = 0; // stateless
  settingsSchema: string = "{}";

  put(): usize {
    const at = room(52);
    putText(at, this.name);
    putText(at + 8, this.version);
    putText(at + 16, this.title);
    putText(at + 24, this.documentation);
    const columns = room(8 * this.columns.length);
    for (let index = 0; index < this.columns.length; index++) putText(columns + 8 * index, this.columns[index]);
    putList(at + 32, columns, this.columns.length);
    store<u8>(at + 40, this.scope);
    putText(at + 44, this.settingsSchema); // behind three flags, all false: no ticks, amendments, records
    return at;
  }
}

export class Finding {
  row: u32 = 0;
  state: u8 = 0; // firing
  severity: u8 = 1; // warning
  title: string = "";
  detail: string = "";
  key: string = "";
  value: string = "";
  limit: string = "";

  static readonly SIZE: usize = 60;

  put(at: usize): void {
    store<u8>(at, 1);
    store<u32>(at + 4, this.row);
    store<u8>(at + 8, this.state);
    store<u8>(at + 9, this.severity);
    putText(at + 12, this.title);
    putText(at + 20, this.detail);
    putText(at + 28, this.key);
    putSomeText(at + 36, this.value);
    putSomeText(at + 48, this.limit);
  }
}
