package io.hypertile.collection.web;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Members that every problem document has, for the description of the interface.
 *
 * @param type URI of the kind of problem
 * @param title the kind of problem in words
 * @param status HTTP status
 * @param detail what is wrong and how to mend it
 * @param code stable code in kebab-case
 * @param request_id id of the request, also in the log
 */
@Schema(name = "Problem")
record ProblemDocument(
    String type, String title, int status, String detail, String code, String request_id) {}
