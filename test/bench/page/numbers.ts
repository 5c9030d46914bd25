/** Figures as the page shows them. */

export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** A ratio of medians: `2.31×`. */
export function times(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)}×`;
}

export function seconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} s`;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

export function megabytes(bytes: number): string {
  return `${count(bytes / 1e6)} MB`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
