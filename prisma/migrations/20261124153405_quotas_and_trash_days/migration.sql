-- AlterTable
ALTER TABLE "project" ADD COLUMN     "quota_bytes" BIGINT,
ADD COLUMN     "quota_repositories" INTEGER,
ADD COLUMN     "quota_tags" INTEGER,
ADD COLUMN     "stored_bytes" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "trash_days" INTEGER;

-- CreateTable
CREATE TABLE "project_blob" (
    "project_id" INTEGER NOT NULL,
    "digest" TEXT COLLATE "C" NOT NULL,
    "size" BIGINT NOT NULL,
    "referenced" BOOLEAN NOT NULL DEFAULT false,
    "uploaded_at" TIMESTAMPTZ(3),

    CONSTRAINT "project_blob_pkey" PRIMARY KEY ("project_id","digest")
);

-- CreateTable
CREATE TABLE "quota_reservation" (
    "project_id" INTEGER NOT NULL,
    "holder" TEXT COLLATE "C" NOT NULL,
    "digest" TEXT COLLATE "C",
    "bytes" BIGINT NOT NULL,
    "operation_id" UUID,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quota_reservation_pkey" PRIMARY KEY ("project_id","holder")
);

-- CreateIndex
CREATE INDEX "quota_reservation_operation_id_idx" ON "quota_reservation"("operation_id");

-- CreateIndex
CREATE INDEX "quota_reservation_expires_at_idx" ON "quota_reservation"("expires_at");

-- AddForeignKey
ALTER TABLE "quota_reservation" ADD CONSTRAINT "quota_reservation_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was uploaded and no manifest names is little beside the rest, and looked for at every upload under a quota.
CREATE INDEX "project_blob_unreferenced_idx" ON "project_blob"("project_id", "uploaded_at") WHERE NOT "referenced";

-- What there is already counts.
INSERT INTO "project_blob" ("project_id", "digest", "size", "referenced")
SELECT r.project_id, b.digest, max(coalesce(known.size, b.size)), true
FROM "manifest_blob" b
JOIN "repository" r ON r.id = b.repository_id
LEFT JOIN "repository_blob" known ON known.repository_id = b.repository_id AND known.digest = b.digest
WHERE NOT b."foreign"
GROUP BY r.project_id, b.digest;

UPDATE "project" p SET "stored_bytes" = s.size
FROM (SELECT project_id, sum(size)::bigint AS size FROM "project_blob" GROUP BY project_id) s
WHERE s.project_id = p.id;
