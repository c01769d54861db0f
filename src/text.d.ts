/** Text that `build.ts` made: the snippet and the styles. */
declare module '*.txt' {
  const text: string
  export default text
}

declare module '*.sql' {
  const text: string
  export default text
}
