-- What is attached to what a run deletes: few of all decisions, and looked for by tag in each plan.
CREATE INDEX "retention_decision_attached_idx" ON "retention_decision"("tag") WHERE ("reason" ->> 'kind') = 'subject';
