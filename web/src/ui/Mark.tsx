/** The product's mark: a card on the wall and the colour on it. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden>
      <rect
        x="1.5"
        y="1.5"
        width="12"
        height="12"
        rx="2.5"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      <circle cx="14" cy="14" r="5" fill="var(--accent)" stroke="var(--canvas)" strokeWidth="1.5" />
    </svg>
  );
}
