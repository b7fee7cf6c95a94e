import { expect, test } from "vitest";
import { Receipts } from "./receipts";

const STEP_1 = new Uint8Array([0, 0]);
const STEP_2 = new Uint8Array([0, 1]);
const UPDATE = new Uint8Array([0, 2]);
const AWARENESS = new Uint8Array([1, 2]);

test("an update is pending until a receipt reaches its number", () => {
  const receipts = new Receipts();
  receipts.opened();
  for (const frame of [STEP_1, AWARENESS, STEP_2, UPDATE, UPDATE]) receipts.frame(frame);
  receipts.receipt(2);
  expect(receipts.pending).toBe(true);
  receipts.receipt(3);
  expect(receipts.pending).toBe(false);
});

test("awareness and state vectors are not edits", () => {
  const receipts = new Receipts();
  receipts.opened();
  receipts.frame(STEP_1);
  receipts.frame(AWARENESS);
  expect(receipts.pending).toBe(false);
});

test("what was sent without a receipt stays pending over a new connection until its step 2", () => {
  const receipts = new Receipts();
  receipts.opened();
  receipts.frame(UPDATE);
  receipts.opened();
  receipts.receipt(0);
  expect(receipts.pending).toBe(true);
  receipts.frame(STEP_2);
  expect(receipts.pending).toBe(true);
  receipts.receipt(1);
  expect(receipts.pending).toBe(false);
});

test("an edit made with no socket is pending", () => {
  const receipts = new Receipts();
  receipts.opened();
  receipts.edited(false);
  expect(receipts.pending).toBe(true);
});
