package io.hypertile.s3;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A failure that the protocol has a code of its own for. */
public final class S3Failure extends ServiceException {
  private final S3Code s3Code;

  /**
   * A failure.
   *
   * @param s3Code its code in answers
   * @param detail one sentence for the client: what is wrong and how to mend it
   */
  public S3Failure(S3Code s3Code, String detail) {
    this(s3Code, detail, null);
  }

  /**
   * A failure with a cause.
   *
   * @param cause for the log
   */
  public S3Failure(S3Code s3Code, String detail, @Nullable Throwable cause) {
    super(ErrorCode.INVALID_REQUEST, detail, Map.of(), cause);
    this.s3Code = s3Code;
  }

  /** The code in answers. */
  public S3Code s3Code() {
    return s3Code;
  }

  /** The code of any failure, as the protocol has it. */
  public static S3Code codeOf(ServiceException failure) {
    return failure instanceof S3Failure own ? own.s3Code() : S3Code.of(failure.code());
  }
}
