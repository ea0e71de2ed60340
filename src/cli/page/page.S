// The page's bytes in the program: the file KVANT_PAGE_FILE if it is defined.
    .section .rodata
    .global kvant_page_begin
    .hidden kvant_page_begin
    .global kvant_page_end
    .hidden kvant_page_end
kvant_page_begin:
#ifdef KVANT_PAGE_FILE
    .incbin KVANT_PAGE_FILE
#endif
kvant_page_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
