const METERS: Record<string, string> = {
  input_tokens: "Input",
  cache_read_tokens: "Cache read",
  cache_write_tokens: "Cache write",
  cache_write_5m_tokens: "Cache write, 5 min",
  cache_write_1h_tokens: "Cache write, 1 h",
  output_tokens: "Output",
  reasoning_tokens: "Reasoning output",
  input_audio_tokens: "Audio input",
  output_audio_tokens: "Audio output",
};

/** `search_units` becomes `Search units`. */
export function plainLabel(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const meterLabel = (meter: string) => METERS[meter] ?? plainLabel(meter);

const DIMENSIONS: Record<string, string> = {
  model_source: "Routed by",
  subscriber_email: "Subscriber",
  task_type: "Task",
  trace_id: "Trace",
  stop_reason: "Stopped by",
  error_reason: "Error",
  parent_transaction_id: "Parent",
};

export const dimensionLabel = (column: string) => DIMENSIONS[column] ?? plainLabel(column);
