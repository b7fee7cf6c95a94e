/** Sends what broke to the server's log. The words for it are fetched only then. */
export type Failure = {
  readonly where: string;
  readonly error: unknown;
  /** The components around it, as React names them. */
  readonly components: string;
};

export function tell({ where, error, components }: Failure): void {
  import("./report").then(
    ({ reporter, reportOf }) => reporter.tell(reportOf(where, error, components)),
    () => console.error(error),
  );
}

/** For whoever is asked for help. */
export function copyReport({ where, error, components }: Failure): void {
  void Promise.all([import("./report"), import("./copyText")]).then(
    ([{ reportOf, textOf }, { copyText }]) => copyText(textOf(reportOf(where, error, components))),
  );
}
