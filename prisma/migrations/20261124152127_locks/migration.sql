-- AlterTable
ALTER TABLE "tag" ADD COLUMN     "lock_note" TEXT,
ADD COLUMN     "locked_at" TIMESTAMPTZ(3),
ADD COLUMN     "locked_by" TEXT;

-- CreateTable
CREATE TABLE "immutability_rule" (
    "id" SERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "repositories" TEXT NOT NULL,
    "tags" TEXT NOT NULL,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "immutability_rule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "immutability_rule_project_id_idx" ON "immutability_rule"("project_id");

-- AddForeignKey
ALTER TABLE "immutability_rule" ADD CONSTRAINT "immutability_rule_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
