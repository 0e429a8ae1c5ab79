/** What `--format` takes. */
export const outputFormats = ['text', 'json', 'ndjson'] as const;
export type OutputFormat = (typeof outputFormats)[number];
