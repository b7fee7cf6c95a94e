import { Suspense } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { fetched, lazyPart } from "./lazyPart";

const module = { Panel: ({ name }: { name: string }) => <p>{name}</p> };

function shown(Part: typeof module.Panel): string {
  return renderToString(
    <Suspense fallback="waiting">
      <Part name="queue" />
    </Suspense>,
  );
}

test("a part that is there already is drawn without a wait", async () => {
  const fetch = fetched(() => Promise.resolve(module));
  const Part = lazyPart(fetch, ({ Panel }) => Panel) as typeof module.Panel;
  expect(shown(Part)).toContain("waiting");
  await fetch();
  expect(shown(Part)).toContain("<p>queue</p>");
  expect(shown(Part)).not.toContain("waiting");
});
