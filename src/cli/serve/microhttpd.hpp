// The functions of GNU libmicrohttpd that the server uses, from the library that is loaded at the first use: it brings
// GnuTLS along, which would slow down every start.
#pragma once

#include <microhttpd.h>

#include "loading/shared_library.hpp"

namespace kvant::cli {

struct Microhttpd {
  SharedLibrary library{KVANT_MICROHTTPD_SONAME, "to serve a page"};

  decltype(::MHD_add_response_header)* add_response_header = library["MHD_add_response_header"];
  decltype(::MHD_create_response_from_buffer)* create_response = library["MHD_create_response_from_buffer"];
  decltype(::MHD_destroy_response)* destroy_response = library["MHD_destroy_response"];
  decltype(::MHD_lookup_connection_value)* lookup_connection_value = library["MHD_lookup_connection_value"];
  decltype(::MHD_queue_response)* queue_response = library["MHD_queue_response"];
  decltype(::MHD_run_wait)* run_wait = library["MHD_run_wait"];
  decltype(::MHD_start_daemon)* start_daemon = library["MHD_start_daemon"];
  decltype(::MHD_stop_daemon)* stop_daemon = library["MHD_stop_daemon"];
};

/// Throws Error(unsupported) if the library is not there.
inline const Microhttpd& microhttpd() {
  static const Microhttpd functions;
  return functions;
}

}  // namespace kvant::cli
