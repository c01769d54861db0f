/** The front door: a fanlight above, two panels, a brass knob. Colours come from the stylesheet. */
export const Logo = () => (
  <svg class="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
    <path class="logo-frame" d="M5 31V14a11 11 0 0 1 22 0v17z" />
    <path class="logo-light" d="M8 14a8 8 0 0 1 16 0z" />
    <path class="logo-rays" d="M16 14V6M16 14 10.3 8.3M16 14l5.7-5.7" />
    <path class="logo-leaf" d="M8 16.5h16V31H8z" />
    <circle class="logo-knob" cx="21" cy="24" r="1.6" />
  </svg>
)

/** The same door as a file, for the browser's tab. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#14543f" d="M5 31V14a11 11 0 0 1 22 0v17z"/><path fill="#f3d693" d="M8 14a8 8 0 0 1 16 0z"/><path fill="none" stroke="#14543f" stroke-width="1.5" d="M16 14V6M16 14 10.3 8.3M16 14l5.7-5.7"/><path fill="#1f7357" d="M8 16.5h16V31H8z"/><circle fill="#f3d693" cx="21" cy="24" r="1.6"/></svg>`
