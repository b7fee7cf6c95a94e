/** The models this server has, as nodes choose among them. */
import { useQuery } from "@tanstack/react-query";
import { request } from "./client";
import { keys } from "./keys";
import type { Json } from "./types";

export type Model = {
  name: string;
  kind: string;
  family: string | null;
  family_title: string | null;
  size_bytes: number;
  precision: string | null;
  defaults: Record<string, Json> | null;
  state: "ready" | "reading" | "problem";
  problem: string | null;
};

const FRESH_MS = 30_000;
const NONE: readonly Model[] = [];

export function useModels(isWanted = true): { models: readonly Model[]; isLoaded: boolean } {
  const found = useQuery({
    queryKey: keys.models,
    queryFn: () => request<{ items: Model[] }>("GET", "/api/models"),
    staleTime: FRESH_MS,
    enabled: isWanted,
  });
  return { models: found.data?.items ?? NONE, isLoaded: found.isSuccess };
}

const NOTHING: Readonly<Record<string, Json>> = {};

/** What the model of that name likes, where it is known. */
export function useLikes(
  isWanted: boolean,
  name: Json | undefined,
): Readonly<Record<string, Json>> {
  const { models } = useModels(isWanted && typeof name === "string" && name !== "");
  return models.find((model) => model.name === name)?.defaults ?? NOTHING;
}

/** Without its folder or owner, and its suffix. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).replace(/\.safetensors$/, "");
}
