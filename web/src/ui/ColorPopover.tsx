/** The picker of a colour, over the board beside the button that opens it. */
import { Popover } from "radix-ui";
import { useRef } from "react";
import type { ColorPopoverProps } from "./ColorField";
import styles from "./ColorField.module.css";
import { ColorPicker } from "./ColorPicker";
import { cx } from "./cx";
import { giveFocusTo } from "./useFocusBack";

export default function ColorPopover({ label, value, onChange, children }: ColorPopoverProps) {
  const button = useRef<HTMLButtonElement>(null);
  const wasLeftByPress = useRef(false);
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger asChild ref={button}>
        {children}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={cx("nodrag nopan nowheel", styles.popover)}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          onInteractOutside={() => (wasLeftByPress.current = true)}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!wasLeftByPress.current) giveFocusTo(button.current);
            wasLeftByPress.current = false;
          }}
        >
          <ColorPicker value={value} onChange={onChange} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
