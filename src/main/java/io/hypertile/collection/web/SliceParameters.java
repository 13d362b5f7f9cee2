package io.hypertile.collection.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.openapi.FailsWith;
import io.hypertile.openapi.Takes;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares the parameters that select cells. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Takes({"Slice", "Sel", "Isel", "Method", "Tolerance"})
@FailsWith(ErrorCode.INVALID_SLICE)
@interface SliceParameters {}
