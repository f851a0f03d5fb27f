import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { request } from "../api/client";

export function useSignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => request<void>("DELETE", "/api/v1/session"),
    onSuccess: async () => {
      client.clear();
      await navigate({ to: "/sign-in" });
    },
  });
  return signOut.mutate;
}
