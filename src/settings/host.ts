/** An address as people paste it from the browser's bar -> its host. Whether it is one, whoever asks finds out. */
export const hostOf = (written: string): string =>
  written
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/?#:].*$/s, '')

/** The domain that a site is called by, of its host: `www.` is one of its hosts. */
export const domainOf = (written: string): string => hostOf(written).replace(/^www\.(?=[^.]+\.)/, '')
