/** The site that the demo pages are counted as. Registered by the embedded default at its first start. */
export const demoDomain = 'delinde.example'
