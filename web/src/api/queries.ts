/** What pages read from the server, cached and shared by react-query. */
import { MutationCache, QueryCache, QueryClient, useQuery } from "@tanstack/react-query";
import { ApiProblem, request } from "./client";
import type { Board, BoardId, Member, NodeSpec, Page, User } from "./types";

export const keys = {
  me: ["me"] as const,
  boards: ["boards"] as const,
  board: (id: BoardId) => ["boards", id] as const,
  members: (id: BoardId) => ["boards", id, "members"] as const,
  users: ["users"] as const,
  nodes: ["nodes"] as const,
};

export function createQueryClient(): QueryClient {
  // A session that has ended shows itself in whatever is asked next; then pages ask to sign in.
  const onError = (error: unknown) => {
    if (error instanceof ApiProblem && error.status === 401) client.setQueryData(keys.me, null);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // Asking again helps when the server was away, not when it said no.
        retry: (count, error) =>
          count < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
      },
    },
  });
  return client;
}

/** Every page of a list, in order. */
async function readAll<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const query: string = after === null ? "" : `&after=${encodeURIComponent(after)}`;
    const page: Page<T> = await request<Page<T>>("GET", `${path}?limit=100${query}`);
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
}

/** The signed-in person, or null. */
async function readMe(): Promise<User | null> {
  try {
    return await request<User>("GET", "/api/auth/me");
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}

export function useMe() {
  return useQuery({ queryKey: keys.me, queryFn: readMe, staleTime: 60_000 });
}

export function useBoards() {
  return useQuery({ queryKey: keys.boards, queryFn: () => readAll<Board>("/api/boards") });
}

export function useBoard(id: BoardId) {
  return useQuery({
    queryKey: keys.board(id),
    queryFn: () => request<Board>("GET", `/api/boards/${id}`),
  });
}

export function useMembers(id: BoardId) {
  return useQuery({
    queryKey: keys.members(id),
    queryFn: () => readAll<Member>(`/api/boards/${id}/members`),
  });
}

export function useUsers() {
  return useQuery({ queryKey: keys.users, queryFn: () => readAll<User>("/api/users") });
}

/** The node catalogue; it changes only with a restart of the server. */
export function useNodeSpecs() {
  return useQuery({
    queryKey: keys.nodes,
    queryFn: () => readAll<NodeSpec>("/api/nodes"),
    staleTime: Infinity,
  });
}
