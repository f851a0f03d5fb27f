// Lines are drawn on few pages; bars come without them.
import { LineChart } from "echarts/charts";
import { use } from "echarts/core";

// No hook of React, in spite of its name.
// oxlint-disable-next-line react/rules-of-hooks
use([LineChart]);
