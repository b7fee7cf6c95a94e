/** What pages change on the server; each keeps the cached lists true afterwards. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keepAnswer } from "../local/answers";
import { forget } from "../local/local";
import { request } from "./client";
import { keys } from "./keys";
import { leaving } from "./leaving";
import { showTitle, type Renaming } from "./titles";
import type { Board, BoardId, BoardRole, Member, User, UserId, WorkspaceRole } from "./types";

export type Credentials = { email: string; password: string };
export type NewPerson = Credentials & { name: string; role?: WorkspaceRole };

export function useSignIn() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (who: Credentials) => request<User>("POST", "/api/auth/login", who),
    onSuccess: (user) => {
      leaving.set(false);
      cache.setQueryData(keys.me, user);
      return keepAnswer("me", user);
    },
  });
}

export function useSignOut() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => request("POST", "/api/auth/logout"),
    onSuccess: async () => {
      leaving.set(true);
      // Nothing one person has read stays for the next one at this browser.
      const me = cache.getQueryData<User | null>(keys.me);
      if (me) await forget(me.id).catch(() => undefined);
      cache.clear();
      cache.setQueryData(keys.me, null);
    },
  });
}

/** Makes the first administrator with the token of the printed link, and signs them in. */
export function useSetup() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ token, ...person }: Credentials & { token: string; name: string }) => {
      await request<User>("POST", "/api/setup", { token, ...person });
      const { email, password } = person;
      return request<User>("POST", "/api/auth/login", { email, password });
    },
    onSuccess: (user) => cache.setQueryData(keys.me, user),
  });
}

export function useCreateBoard() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (board: { title: string; template?: "sample" }) =>
      request<Board>("POST", "/api/boards", board),
    onSuccess: (board) => {
      cache.setQueryData(keys.board(board.id), board);
      return cache.invalidateQueries({ queryKey: keys.boards, exact: true });
    },
  });
}

/** Shows the new title at once and takes it back if the server refuses it. */
export function useRenameBoard() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, title }: Renaming) =>
      request<Board>("PATCH", `/api/boards/${id}`, { title }),
    onMutate: (renaming) => showTitle(cache, renaming),
    onError: (_error, _renaming, takeBack) => takeBack?.(),
    onSettled: (_board, _error, { id }) =>
      Promise.all([
        cache.invalidateQueries({ queryKey: keys.boards, exact: true }),
        cache.invalidateQueries({ queryKey: keys.board(id), exact: true }),
      ]),
  });
}

export function useDeleteBoard() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: BoardId) => request("DELETE", `/api/boards/${id}`),
    onSuccess: (_nothing, id) => {
      cache.setQueryData<Board[]>(keys.boards, (boards) => boards?.filter((b) => b.id !== id));
      cache.removeQueries({ queryKey: keys.board(id) });
    },
  });
}

export function useAddPerson() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (person: NewPerson) => request<User>("POST", "/api/users", person),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.users }),
  });
}

export function useSetMember(board: BoardId) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ user, role }: { user: UserId; role: BoardRole }) =>
      request<Member>("PUT", `/api/boards/${board}/members/${user}`, { role }),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.board(board) }),
  });
}

export function useRemoveMember(board: BoardId) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (user: UserId) => request("DELETE", `/api/boards/${board}/members/${user}`),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.board(board) }),
  });
}
