/** The picker of a colour, over the board beside the button that opens it. */
import { Popover } from "radix-ui";
import type { ColorPopoverProps } from "./ColorField";
import styles from "./ColorField.module.css";
import { ColorPicker } from "./ColorPicker";
import { cx } from "./cx";

export default function ColorPopover({ label, value, onChange, children }: ColorPopoverProps) {
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger asChild>{children}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={cx("nodrag nopan nowheel", styles.popover)}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
        >
          <ColorPicker value={value} onChange={onChange} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
