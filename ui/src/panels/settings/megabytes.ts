/** Whole megabytes, as file managers count them. */
export const megabytes = (bytes: number): number => Math.max(1, Math.round(bytes / 1e6));
