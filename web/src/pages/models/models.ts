/** The server's models and what is being downloaded, read and changed; both lists keep themselves true. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { Page } from "../../api/types";

export type Model = {
  /** A repository, or a path with its suffix. */
  name: string;
  kind: string;
  family: string | null;
  family_title: string | null;
  form: "folder" | "file";
  source: "models" | "cache";
  size_bytes: number;
  precision: string | null;
  parameters: number;
  license: string | null;
  defaults: { steps: number; guidance: number; width: number; height: number } | null;
  state: "ready" | "reading" | "problem";
  read_bytes: number | null;
  problem: string | null;
  /** What to download when only a family's settings are missing. */
  settings: string | null;
  can: { remove: boolean };
};

export type Space = { folder: string; free_bytes: number; total_bytes: number };
type Models = Page<Model> & { space: Space | null };

export type Download = {
  id: string;
  source: string;
  state: "waiting" | "running" | "stopped" | "done";
  received_bytes: number;
  total_bytes: number;
  files: { path: string; size_bytes: number; received_bytes: number }[];
  error: { code: string; message: string } | null;
  is_settings: boolean;
};

export type Weights = { name: string; precision: string | null; parameters: number };
export type Inspection =
  | { form: "folder"; components: { name: string; files: Weights[] }[] }
  | {
      form: "file";
      groups: { name: string; parameters: number }[];
      metadata: Record<string, string>;
      count: number;
      tensors: { name: string; dtype: string; shape: number[] }[];
    };

const MODELS = ["models"] as const;
const DOWNLOADS = ["models", "downloads"] as const;
const WATCHING_MS = 700;
/** Somebody else may start one. */
const RESTING_MS = 5_000;

function path(name: string): string {
  return `/api/models/${name.split("/").map(encodeURIComponent).join("/")}`;
}

export function useModels() {
  return useQuery({
    queryKey: MODELS,
    queryFn: () => request<Models>("GET", "/api/models"),
    refetchInterval: ({ state }) =>
      state.data?.items.some((model) => model.state === "reading") ? WATCHING_MS : false,
  });
}

/** Those that are not done; when one is, the models are read anew. */
export function useDownloads(enabled: boolean) {
  const cache = useQueryClient();
  return useQuery({
    queryKey: DOWNLOADS,
    enabled,
    queryFn: async () => {
      const { items } = await request<Page<Download>>("GET", "/api/models/downloads");
      const open = items.filter((download) => download.state !== "done");
      const before = cache.getQueryData<Download[]>(DOWNLOADS) ?? [];
      const has = new Set(open.map((download) => download.id));
      if (before.some((download) => !has.has(download.id)))
        void cache.invalidateQueries({ queryKey: MODELS, exact: true });
      return open;
    },
    refetchInterval: ({ state }) =>
      state.data?.some((each) => each.state !== "stopped") ? WATCHING_MS : RESTING_MS,
  });
}

export function useInspection(name: string) {
  return useQuery({
    queryKey: ["models", "inspect", name],
    queryFn: () => request<Inspection>("GET", `${path(name)}/inspect`),
  });
}

export type Wish = { source: string; variant?: "fp16" };

/** Each of what an administrator does here; both lists are read again after it. */
function useChange<T>(change: (what: T) => Promise<unknown>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: DOWNLOADS }),
        cache.invalidateQueries({ queryKey: MODELS, exact: true }),
      ]),
  });
}

export const useDownload = () =>
  useChange((wish: Wish) => request("POST", "/api/models/downloads", wish));
export const useResume = () =>
  useChange((id: string) => request("POST", `/api/models/downloads/${id}/resume`));
export const useCancel = () =>
  useChange((id: string) => request("DELETE", `/api/models/downloads/${id}`));
export const useRemove = () => useChange((name: string) => request("DELETE", path(name)));
export const useRescan = () => useChange(() => request("POST", "/api/models/rescan"));
