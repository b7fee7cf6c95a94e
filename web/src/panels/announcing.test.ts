import { expect, test } from "vitest";
import { comingAndGoing, resultsSaid } from "./announcing";

const person = (name: string) => ({ id: name.toLowerCase(), name });
const ME = person("Me");

test("who comes and goes is said, and oneself is not", () => {
  const [ada, ben] = [person("Ada"), person("Ben")];
  expect(comingAndGoing([ME], [ME, ada], ME.id)).toEqual(["Ada is on the board."]);
  expect(comingAndGoing([ME, ada, ben], [], ME.id)).toEqual(["Ada and Ben have left."]);
  expect(comingAndGoing([], [ME], ME.id)).toEqual([]);
});

test("results are named while they are few, and what is wrong comes with its sentence", () => {
  const done = (title: string) => ({ title, message: null });
  expect(resultsSaid([done("Blur")])).toEqual(["Blur is done."]);
  expect(resultsSaid([done("Blur"), done("Blend")])).toEqual(["Blur and Blend are done."]);
  expect(resultsSaid(["a", "b", "c", "d"].map(done))).toEqual(["4 results are done."]);
  const wrong = { title: "Blend", message: "Connect an image to A." };
  expect(resultsSaid([wrong, { ...wrong, title: "Blur" }])).toEqual([
    "Blend: Connect an image to A. 1 more node needs attention.",
  ]);
});
