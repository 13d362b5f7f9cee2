package io.hypertile.collection.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.openapi.FailsWith;
import io.hypertile.openapi.Takes;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares the conditions and failures of requests that change something. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Takes({"ChangedTags", "RefusedTags"})
@FailsWith({ErrorCode.VERSION_MISMATCH, ErrorCode.LOCKED, ErrorCode.STORAGE_FULL})
@interface ChangeHeaders {}
