package io.hypertile.collection.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.openapi.FailsWith;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares the failures of requests with a JSON document. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@FailsWith({
  ErrorCode.REQUEST_TIMEOUT,
  ErrorCode.MALFORMED_BODY,
  ErrorCode.UNSUPPORTED_FORMAT,
  ErrorCode.BODY_TOO_LARGE
})
@interface JsonBody {}
