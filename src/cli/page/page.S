// The pages' bytes in the program: the files KVANT_PAGE_FILE and KVANT_STUDIO_FILE where they are defined.
    .section .rodata
    .global kvant_page_begin
    .hidden kvant_page_begin
    .global kvant_page_end
    .hidden kvant_page_end
    .global kvant_studio_begin
    .hidden kvant_studio_begin
    .global kvant_studio_end
    .hidden kvant_studio_end
kvant_page_begin:
#ifdef KVANT_PAGE_FILE
    .incbin KVANT_PAGE_FILE
#endif
kvant_page_end:
    .byte 0
kvant_studio_begin:
#ifdef KVANT_STUDIO_FILE
    .incbin KVANT_STUDIO_FILE
#endif
kvant_studio_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
