import { Skeleton } from "../../../ui/Skeleton";

export function Skeletons() {
  return <Skeleton rows={3} />;
}
