/** Nothing to show, and what to do about it. */
import { Logo } from '../page/logo.tsx'

export interface EmptyStateProps {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly code?: string | undefined
}

export const EmptyState = ({ id, title, text, code }: EmptyStateProps) => (
  <div class="empty">
    <Logo />
    <h2 id={id}>{title}</h2>
    <p>{text}</p>
    {code !== undefined && (
      <pre>
        <code>{code}</code>
      </pre>
    )}
  </div>
)
