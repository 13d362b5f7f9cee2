package io.hypertile.s3.tree;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.zarr.NodeDocument;

/** Reads documents that clients put: damage in them is theirs, and no fault of what is stored. */
final class NodeCheck {
  private NodeCheck() {}

  /**
   * The document in some bytes.
   *
   * @throws S3Failure if the bytes are not a document of Zarr format 3
   */
  static NodeDocument parse(String key, byte[] bytes) {
    try {
      return NodeDocument.parse(key, bytes);
    } catch (ServiceException e) {
      throw e.code() == ErrorCode.CORRUPT_DATA
          ? new S3Failure(
              S3Code.INVALID_REQUEST, "The object is no document of Zarr: " + e.detail(), e)
          : e;
    }
  }
}
