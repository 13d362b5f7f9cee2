package io.hypertile.collection.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.openapi.FailsWith;
import io.hypertile.openapi.Sends;
import io.hypertile.openapi.Takes;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares the conditions of requests that read what has a tag. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Takes({"KnownTags", "RequiredTags"})
@Sends({"ETag", "Cache-Control", "Vary"})
@FailsWith(ErrorCode.VERSION_MISMATCH)
@ApiResponse(responseCode = "304", description = "The client has it already", content = @Content)
@interface ReadHeaders {}
