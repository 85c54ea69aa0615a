-- DropForeignKey
ALTER TABLE "access_request" DROP CONSTRAINT "access_request_project_id_fkey";

-- DropIndex
DROP INDEX "access_request_user_id_idx";

-- AlterTable
ALTER TABLE "access_request" ADD COLUMN     "project_name" TEXT COLLATE "C" NOT NULL,
ADD COLUMN     "withdrawn_at" TIMESTAMPTZ(3),
ALTER COLUMN "project_id" DROP NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "access_request_user_id_project_name_key" ON "access_request"("user_id", "project_name");

-- AddForeignKey
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE SET NULL ON UPDATE CASCADE;
