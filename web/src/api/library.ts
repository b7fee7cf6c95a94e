/** The team's library, presets and templates, and what nodes came to before: asked and changed. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { address, request } from "./client";
import { readAll } from "./queries";
import type { BoardId, Json, Page, User } from "./types";

type Person = Pick<User, "id" | "name" | "color">;

export type Preset = {
  id: string;
  type: string;
  name: string;
  params: Record<string, Json>;
  person: Person | null;
  created_at: number;
  can: { change: boolean };
};

/** What is seen of a template from afar; edges by the places of their ends among the boxes. */
export type Drawing = {
  w: number;
  h: number;
  boxes: {
    type: string;
    x: number;
    y: number;
    w: number;
    h: number;
    color?: string;
    asset?: string;
  }[];
  edges: [number, number][];
};

export type Template = {
  id: string;
  name: string;
  description: string;
  count: number;
  drawing: Drawing;
  /** It comes with Atelier. */
  ours: boolean;
  person: Person | null;
  created_at: number;
  can: { change: boolean };
};

export type WholeTemplate = Template & { nodes: Record<string, Json> };

/** One finished run of a node, as the renderer wrote it. */
export type PastResult = {
  fingerprint: string;
  type: string;
  outputs: Record<string, Json>;
  /** How many elements the longest list had. */
  count: number;
  duration_ms: number;
  made_at: number;
  person: Person | null;
  params: Record<string, Json>;
  /** A name for what came in, by the edge it came in at. */
  inputs: Record<string, string>;
};

/** A node as it was when a result was made. */
export type PastNode = {
  type: string;
  mode: "live" | "manual" | "mute" | "bypass";
  params: Record<string, Json>;
  inputs: Record<string, { node: string; port: string }>;
  children?: string[];
};

export type Recipe = { nodes: Record<string, PastNode>; missing: string[] };

const keys = {
  presets: (type: string) => ["presets", type] as const,
  templates: ["templates"] as const,
  past: (board: BoardId, node: string) => ["past", board, node] as const,
};

const MOST = 200;

export function usePresets(type: string) {
  return useQuery({
    queryKey: keys.presets(type),
    queryFn: async () => {
      const path = `/api/presets?type=${encodeURIComponent(type)}&limit=${MOST}`;
      return (await request<Page<Preset>>("GET", path)).items;
    },
    staleTime: 0,
  });
}

export function usePresetChanges(type: string) {
  const cache = useQueryClient();
  const onSuccess = () => cache.invalidateQueries({ queryKey: keys.presets(type) });
  return {
    save: useMutation({
      mutationFn: (preset: { name: string; params: Record<string, Json> }) =>
        request<Preset>("POST", "/api/presets", { type, ...preset }),
      onSuccess,
    }),
    rename: useMutation({
      mutationFn: ({ id, name }: { id: string; name: string }) =>
        request<Preset>("PATCH", `/api/presets/${id}`, { name }),
      onSettled: onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => request("DELETE", `/api/presets/${id}`),
      onSettled: onSuccess,
    }),
  };
}

export function useTemplates() {
  const queryFn = () => readAll<Template>("/api/templates");
  return useQuery({ queryKey: keys.templates, queryFn, staleTime: 0 });
}

export type NewTemplate = { name: string; description: string; nodes: readonly string[] };

export function useTemplateChanges() {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: keys.templates });
  return {
    save: useMutation({
      mutationFn: ({ board, ...template }: NewTemplate & { board: BoardId }) =>
        request<Template>("POST", `/api/boards/${board}/templates`, template),
      onSettled,
    }),
    rename: useMutation({
      mutationFn: ({ id, name }: { id: string; name: string }) =>
        request<Template>("PATCH", `/api/templates/${id}`, { name }),
      onSettled,
    }),
    remove: useMutation({
      mutationFn: (id: string) => request("DELETE", `/api/templates/${id}`),
      onSettled,
    }),
  };
}

/** The template's nodes, whose pictures are the board's from then on. */
export function bringTemplate(board: BoardId, template: string): Promise<WholeTemplate> {
  return request("POST", `/api/boards/${board}/templates/${encodeURIComponent(template)}`);
}

export function templatePicture(template: string, asset: string, width: number): string {
  return address(`/api/templates/${template}/assets/${asset}?w=${width}`);
}

const pastPath = (board: BoardId, node: string): string =>
  `/api/boards/${board}/nodes/${encodeURIComponent(node)}/results`;

/** The last ones; asked again whenever the node comes to something else. */
export function usePastResults(board: BoardId, node: string, current: string | null) {
  return useQuery({
    queryKey: [...keys.past(board, node), current],
    queryFn: async () =>
      (await request<Page<PastResult>>("GET", `${pastPath(board, node)}?limit=60`)).items,
    placeholderData: (before: PastResult[] | undefined) => before,
    staleTime: 0,
  });
}

export function readRecipe(board: BoardId, node: string, fingerprint: string): Promise<Recipe> {
  return request("GET", `${pastPath(board, node)}/${fingerprint}`);
}
