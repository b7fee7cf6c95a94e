/** What pages read from the server, cached and shared by react-query. */
import {
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
  useQuery,
} from "@tanstack/react-query";
import { orKept } from "../local/answers";
import { ApiProblem, request } from "./client";
import { keys } from "./keys";
import type { Board, BoardId, Member, NodeSpec, Page, User } from "./types";

export { keys };

const ROLE_CHECK_MS = 15_000;

export function createQueryClient(): QueryClient {
  // A session that has ended shows itself in whatever is asked next; then pages ask to sign in.
  const onError = (error: unknown) => {
    if (error instanceof ApiProblem && error.status === 401) client.setQueryData(keys.me, null);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // A browser without a network still has the server of its own machine, or what was kept.
      mutations: { networkMode: "always" },
      queries: {
        networkMode: "always",
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
export async function readAll<T>(path: string): Promise<T[]> {
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

function keptAll<T>(path: string): Promise<T[]> {
  return orKept(path, () => readAll<T>(path));
}

/** The signed-in person, or null. */
async function readMe(): Promise<User | null> {
  try {
    return await orKept("me", () => request<User>("GET", "/api/auth/me"));
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}

const me = queryOptions({ queryKey: keys.me, queryFn: readMe, staleTime: 60_000 });

export function useMe() {
  return useQuery(me);
}

export function useBoards() {
  return useQuery({ queryKey: keys.boards, queryFn: () => keptAll<Board>("/api/boards") });
}

function board(id: BoardId) {
  return queryOptions({
    queryKey: keys.board(id),
    queryFn: () => orKept(`/api/boards/${id}`, () => request<Board>("GET", `/api/boards/${id}`)),
  });
}

export function useBoard(id: BoardId) {
  return useQuery({
    ...board(id),
    // Until the server tells of it: a role that was changed meanwhile shows within this.
    refetchInterval: ({ state }) => (state.data?.role === "owner" ? false : ROLE_CHECK_MS),
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
const nodeSpecs = queryOptions({
  queryKey: keys.nodes,
  queryFn: () => keptAll<NodeSpec>("/api/nodes"),
  staleTime: Infinity,
});

export function useNodeSpecs() {
  return useQuery(nodeSpecs);
}

/** Asks what a board cannot be drawn without: who is here, the board, and what nodes there are. */
export function askForBoard(
  queries: QueryClient,
  id: BoardId,
): Promise<[User | null, Board, NodeSpec[]]> {
  // Whoever draws it asks again.
  return Promise.all([
    queries.query({ ...me, retry: false }),
    queries.query({ ...board(id), retry: false }),
    queries.query({ ...nodeSpecs, retry: false }),
  ]);
}
