// Numbers as they are read.

const whole = new Intl.NumberFormat('en-US');

export const grouped = (count: number): string => whole.format(count);

/** As `kvant` itself writes sizes: thousands, three digits. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let amount = bytes / 1000;
  let unit = 0;
  while (amount >= 999.5 && unit + 1 < units.length) {
    amount /= 1000;
    unit += 1;
  }
  const decimals = amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0;
  return `${amount.toFixed(decimals)} ${units[unit]}`;
}

export function shareText(share: number): string {
  const percent = 100 * share;
  if (percent < 0.1) return '<0.1%';
  return `${percent.toFixed(percent < 9.95 ? 1 : 0)}%`;
}

export const psnrText = (psnr: number | null): string => (psnr === null ? 'exact' : `${psnr.toFixed(1)} dB`);

export const plural = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
