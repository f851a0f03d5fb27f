/** What a person needs to know, and which of the two approaches tells it. */
export interface Need {
  need: string;
  provider: boolean;
  sdk: boolean;
}

export const NEEDS: Need[] = [
  { need: "What is spent in all, over every provider", provider: true, sdk: true },
  { need: "What the provider bills, line by line", provider: true, sdk: false },
  { need: "Spend of code that you cannot change", provider: true, sdk: false },
  { need: "Months from before Outlay", provider: true, sdk: false },
  { need: "Nothing to change in your code", provider: true, sdk: false },
  { need: "Cost as each call ends", provider: false, sdk: true },
  { need: "Which customer, product or agent caused it", provider: false, sdk: true },
  { need: "An alert the first time that something goes wrong", provider: false, sdk: true },
  { need: "Single calls, their traces and their errors", provider: false, sdk: true },
  { need: "Prompts and answers, where you switch that on", provider: false, sdk: true },
];
