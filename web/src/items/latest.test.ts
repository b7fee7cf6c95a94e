import { expect, test } from "vitest";
import { Latest } from "./latest";

function pictures() {
  const decoding = new Map<string, (isThere: boolean) => void>();
  const seen: string[] = [];
  const latest = new Latest(
    (source) =>
      new Promise((resolve, reject) => {
        decoding.set(source, (isThere) => {
          decoding.delete(source);
          if (isThere) resolve();
          else reject(new Error("gone"));
        });
      }),
    (source) => seen.push(source),
    (source) => seen.push(`no ${source}`),
  );
  const end = async (source: string, isThere = true): Promise<void> => {
    decoding.get(source)?.(isThere);
    await new Promise((done) => setTimeout(done));
  };
  return { latest, seen, end, asked: () => [...decoding.keys()] };
}

test("a picture that is no longer wanted is not shown when it comes", async () => {
  const { latest, seen, end } = pictures();
  latest.want("old", false);
  latest.want("new", false);
  await end("new");
  await end("old");
  expect(seen).toEqual(["new"]);
});

test("previews that come faster than they load are seen in part, one at a time", async () => {
  const { latest, seen, end, asked } = pictures();
  for (const preview of ["1", "2", "3", "4"]) latest.want(preview, true);
  expect(asked()).toEqual(["1"]);
  await end("1");
  expect(asked()).toEqual(["4"]);
  await end("4");
  expect(seen).toEqual(["1", "4"]);
});

test("the result does not wait for a preview, nor does one come after it", async () => {
  const { latest, seen, end } = pictures();
  latest.want("preview", true);
  latest.want("result", false);
  await end("result");
  await end("preview");
  expect(seen).toEqual(["result"]);
});

test("what could not be loaded is asked for again, but not twice at once", async () => {
  const { latest, seen, end, asked } = pictures();
  latest.want("1", false);
  await end("1", false);
  latest.again();
  latest.again();
  expect(asked()).toEqual(["1"]);
  await end("1");
  expect(seen).toEqual(["no 1", "1"]);
});

test("one that cannot be loaded is told of, unless another is wanted", async () => {
  const { latest, seen, end } = pictures();
  latest.want("1", true);
  latest.want("2", true);
  await end("1", false);
  await end("2", false);
  expect(seen).toEqual(["no 2"]);
});
