package io.hypertile.openapi;

import io.hypertile.error.ErrorCode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Failures of an operation beyond those that every operation has ({@link FailureResponses}), for
 * the description of the interface.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface FailsWith {
  /** The codes of the failures. */
  ErrorCode[] value();
}
