/**
 * A part of a page, loaded when it is first shown. What could not be loaded is asked for anew when
 * somebody tries again; before that it goes on failing, since React draws what failed once more.
 */
import { lazy, type ComponentProps, type ComponentType } from "react";

const failed = new Set<() => void>();

export function askAnew(): void {
  for (const again of failed) again();
  failed.clear();
}

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- as React's own `lazy` takes it */
export function lazyPart<Part extends ComponentType<any>>(
  load: () => Promise<{ default: Part }>,
): ComponentType<ComponentProps<Part>> {
  const make = (): ComponentType<ComponentProps<Part>> =>
    lazy(() =>
      load().catch((error: unknown) => {
        failed.add(() => {
          current = make();
        });
        throw error;
      }),
    ) as unknown as ComponentType<ComponentProps<Part>>;
  let current: ComponentType<ComponentProps<Part>> = make();
  return function Loaded(props: ComponentProps<Part>) {
    const Current = current;
    return <Current {...props} />;
  };
}
