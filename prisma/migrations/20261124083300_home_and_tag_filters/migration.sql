-- CreateIndex
CREATE INDEX "manifest_repository_id_kind_idx" ON "manifest"("repository_id", "kind");

-- CreateIndex
CREATE INDEX "tag_event_actor_id_idx" ON "tag_event"("actor", "id");
