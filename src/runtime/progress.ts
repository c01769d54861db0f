/** A progress bar on one line for a person at a terminal; for a file or a pipe a line every tenth. */
import type { WriteStream } from 'node:tty'

export interface ProgressLine {
  readonly show: (done: number, of: number) => void
  readonly end: () => void
}

const width = 30

export function progressLine(
  to: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean },
  unit: string,
): ProgressLine {
  let tenth = 0
  return {
    show(done, of) {
      const share = of === 0 ? 1 : done / of
      if (to.isTTY) {
        const filled = Math.round(share * width)
        to.write(
          `\r${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${Math.round(share * 100)} % (${done}/${of} ${unit})`,
        )
      } else if (Math.floor(share * 10) > tenth) {
        tenth = Math.floor(share * 10)
        to.write(`${tenth * 10} % (${done}/${of} ${unit})\n`)
      }
    },
    end() {
      if (to.isTTY) to.write('\n')
    },
  }
}
