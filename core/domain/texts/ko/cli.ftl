# 터미널에서 `petpro`가 보여 주는 문장.
cli-signed-in = { $user }(으)로 로그인되어 있습니다
cli-guest = 로그인하지 않았습니다. 장바구니는 이 기기에 보관됩니다
cli-signed-out = 로그아웃했습니다
cli-this-device = 이 기기
cli-password-missing = 비밀번호가 없습니다. PETPRO_PASSWORD를 설정하거나 --password-stdin을 사용하세요.
cli-no-data-folder = 데이터를 보관할 홈 폴더가 없습니다. --data로 지정하세요.
cli-unreachable = { $server }에서 응답이 없습니다. 서버가 실행 중인가요? 다른 서버는 --server로 지정합니다.
cli-data-folder = 데이터 폴더 { $folder }을(를) 읽거나 쓸 수 없습니다. 다른 폴더는 --data로 지정합니다.
cli-syncing = 동기화 중
cli-synced = 최신 상태입니다. { $rows }개 행을 받고 변경 { $sent }건을 보냈습니다
cli-pending =
    { $n ->
       *[other] 변경 { $n }건이 전송을 기다리고 있습니다
    }
cli-watching = 연결되었습니다. Ctrl-C로 끝냅니다.
cli-changed = 장바구니를 변경했습니다
cli-removed = 장바구니에서 뺐습니다
cli-saved = 나중에 구매할 목록으로 옮겼습니다
cli-back-in-cart = 장바구니로 되돌렸습니다
cli-dismissed = 목록에서 지웠습니다
cli-label-saved = { $format } { $text } 라벨을 { $file } 파일로 저장했습니다
cli-pass-saved = 접수증을 { $file } 파일로 저장했습니다
cli-photo-saved = 사진을 { $file } 파일로 저장했습니다
cli-poster-saved = 포스터를 { $file } 파일로 저장했습니다
cli-annotated = 코드 위치를 표시한 사진을 { $file } 파일로 저장했습니다
cli-address-forgotten = 주소를 삭제했습니다. 이미 주문한 배송지는 바뀌지 않습니다
cli-device-revoked = 그 기기를 로그아웃했습니다
cli-card-forgotten = 카드를 삭제했습니다
cli-pet-forgotten = { $name }을(를) 삭제했습니다
