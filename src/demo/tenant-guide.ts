/**
 * A real, small PDF of one page, so that a download can be seen to be counted. Written out by hand after ISO 32000-1
 * section 7.5: objects, a table of where each begins, and a trailer that points to the table.
 */
const lines = [
  'Huurdersgids van Woonstichting De Linde',
  'Wie regelt wat in en om je huis?',
  'De Linde: dak, kozijnen, verwarming, leidingen.',
  'Jij: lampen, kleine beschadigingen, de tuin.',
  'Dit is een voorbeeld. De Linde bestaat niet.',
]

const content = `BT /F1 20 Tf 64 760 Td 30 TL ${lines.map((line) => `(${line}) Tj T*`).join(' ')} ET`

const objects = [
  '<< /Type /Catalog /Pages 2 0 R /Lang (nl) >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
  `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
]

function writePdf(): string {
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, nth) => {
    const offset = text.length
    text += `${nth + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  return (
    `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}` +
    `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
  )
}

/** ASCII throughout, so characters are bytes. */
export const tenantGuide = writePdf()
