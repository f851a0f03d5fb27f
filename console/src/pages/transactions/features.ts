import { tableFeatures } from "@tanstack/react-table";

/** What tables of a log can do beyond showing rows: nothing; the server filters and sorts. */
export const features = tableFeatures({});
