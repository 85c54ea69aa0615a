-- AlterTable
ALTER TABLE "manifest" ADD COLUMN     "pinned_at" TIMESTAMPTZ(3),
ADD COLUMN     "pinned_by" TEXT;
