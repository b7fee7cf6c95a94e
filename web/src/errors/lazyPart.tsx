/** A part of a page, loaded when it is first shown; what could not be loaded is asked for anew. */
import { lazy, type ComponentProps, type ComponentType } from "react";

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- as React's own `lazy` takes it */
export function lazyPart<Part extends ComponentType<any>>(
  load: () => Promise<{ default: Part }>,
): ComponentType<ComponentProps<Part>> {
  const make = (): ComponentType<ComponentProps<Part>> =>
    lazy(() =>
      load().catch((error: unknown) => {
        // React would remember the failure for as long as the page is open.
        current = make();
        throw error;
      }),
    ) as unknown as ComponentType<ComponentProps<Part>>;
  let current: ComponentType<ComponentProps<Part>> = make();
  return function Loaded(props: ComponentProps<Part>) {
    const Current = current;
    return <Current {...props} />;
  };
}
