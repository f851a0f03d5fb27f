import type { Person } from "../../api/types";

/** Whether a person may change what concerns everybody. The server decides; this only tells it beforehand. */
export const mayManage = (person: Person | null) => person?.role === "owner";
