# petpro 在终端中的文字。
