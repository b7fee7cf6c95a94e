/** A component that cannot take its neighbours down with it. */
import type { ComponentType } from "react";
import { Guard, type GuardProps } from "./Guard";

export function guarded<Props extends object>(
  Inner: ComponentType<Props>,
  where: string,
  as: GuardProps["as"] = "item",
): ComponentType<Props> {
  return function Guarded(props: Props) {
    return (
      <Guard where={where} as={as}>
        <Inner {...props} />
      </Guard>
    );
  };
}

/** Each of a kind, by name. */
export function guardedAll<Props extends object>(
  inner: Readonly<Record<string, ComponentType<Props>>>,
  kind: string,
  as: GuardProps["as"] = "item",
): Record<string, ComponentType<Props>> {
  const entries = Object.entries(inner);
  return Object.fromEntries(
    entries.map(([name, Inner]) => [name, guarded(Inner, `${kind} ${name}`, as)]),
  );
}
