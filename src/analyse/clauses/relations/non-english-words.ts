// Words of rules about dependencies in other languages than English.
import type { Words } from './word-class.ts';

/** Names stand as they are; the words between them are few. */
export const CHINESE: Words = {
  never: `
    禁止, 严禁, 不得, 不能, 不可, 不可以, 不允许, 不应, 不应该, 不应当, 不许, 不要, 绝不, 绝不能, 切勿, 勿, 不准, 不再, 禁止任何, 不, 決不, 嚴禁, 不應, 不會, 不会, 不包含, 无,
    没有, 禁用`,
  only: '只能, 仅能, 只允许, 仅允许, 只可, 仅可, 仅, 只, 只应, 仅仅, 只會, 只会',
  may: '可以, 允许, 能够, 可, 能',
  must: '必须, 应, 应该, 应当, 需要, 须, 一律, 统一',
  import: '依赖, 导入, 引入, 依賴, 匯入, 引用, import, 依赖于, 耦合, 感知, 知道, 反向依赖',
  use: '调用, 访问, 使用, 操作, 直连, 调用到, 引用到, 接触, 呼叫, 存取, 连接',
  imported: '被依赖, 被导入, 被引用',
  'nothing-but': '除了自身外不',
  and: '和, 与, 或, 及, 以及, 或者, 并且, 、, 跟, 還有',
  adverb: '直接, 间接, 反向, 任何, 任意, 也, 都, 均, 绝对, 严格, 其它, 其他, 具体, 另外, 再, 自行',
  is: '是, 属于, 作为',
  within: '在, 于, 中, 里, 内',
  kind: '层, 包, 模块, 代码, 目录, 组件, 实现, 层的, 中的, 下的, 的, 等, 技术实现, 等技术实现, 实例, 接口, 具体实现, 下, 文件, 类型, 依赖, 实现细节, 层级',
  'other-layers':
    '外层, 外层代码, 任何外层, 任何外层代码, 其他层, 其它层, 任何其他层, 任何其它层, 上层, 任何上层, 外部层, 其他任何层, 上层代码, 其他各层',
  external: '第三方库, 第三方包, 第三方依赖, 外部依赖, 外部库, 任何第三方库, 任何外部依赖, 任何第三方依赖',
  standard: '标准库, go 标准库, go标准库, 標準庫',
  everything: '任何其他包, 任何内部包, 其他包, 任何项目代码',
  'each-other': '其他模块, 其它模块, 其他handler, 其他服务, 彼此, 相互, 互相, 其他业务模块',
  exception: '除非, 除了, 除外, 如果, 若, 当, 除',
  stop: '通过, 必须通过, 以便, 因为, 所以, 以免, 避免, 来, 而是, 只做, 用于, 应',
  pronoun: '它, 该层, 本层, 本包, 该包, 本模块, 此层, 这一层',
};

export const JAPANESE: Words = {
  'import-never': `
    に依存しない, に依存してはならない, に依存してはいけない, に依存してはなりません, に依存しません, への依存は禁止, への依存を禁止, に依存させない, をimportしない, を import しない,
    をimportしてはならない, を import してはならない, をimportしてはいけない, を import してはいけない, をインポートしない, をインポートしてはならない, をインポートしてはいけない,
    を参照しない, を参照してはならない, を参照してはいけない, を直接参照しない, に直接依存しない, に直接依存してはならない, の import 禁止, のimport禁止, への依存禁止, をimport不可, を
    import 不可, を知らない, を知ってはならない, には依存しない, には依存してはならない, をインポートできない`,
  'import-only': `
    のみに依存, のみに依存する, にのみ依存, にのみ依存する, だけに依存, だけに依存する, のみをimport, のみimport可, のみをインポートする, のみを参照, のみ参照可能, のみに依存してよい,
    にのみ依存してよい, のみ import 可`,
  topic: 'は, が, から, では, には, 層は, 層が, レイヤーは, レイヤは, からは, 層から, パッケージは, パッケージから',
  and: 'と, や, 、, および, または, ・, か, 及び',
  'other-layers': '他の層, 他のレイヤー, 他のレイヤ, 外側の層, 外側のレイヤー, 外側, 上位の層, 上位レイヤー, 上位層',
  external:
    '外部ライブラリ, 外部パッケージ, サードパーティ, 外部のライブラリ, 外部のフレームワークやライブラリ, サードパーティのライブラリ',
  standard: '標準ライブラリ, 標準パッケージ',
  kind: '層, レイヤー, レイヤ, パッケージ, モジュール, の, 実装, ライブラリ, など, 等, ディレクトリ, 側, コード',
  exception: 'ただし, 除く, 以外, 場合',
};

export const KOREAN: Words = {
  'import-never': `
    에 의존하지 않는다, 에 의존해서는 안 된다, 에 의존하면 안 된다, 에 의존하지 않습니다, 에 의존할 수 없다, 를 import하지 않는다, 을 import하지 않는다, 를 import해서는 안
    된다, 을 import해서는 안 된다, 를 import하면 안 된다, 을 import하면 안 된다, 를 임포트하지 않는다, 을 임포트하지 않는다, 를 참조하지 않는다, 을 참조하지 않는다, 를
    참조해서는 안 된다, 을 참조해서는 안 된다, 의존 금지, 에 의존 금지, import 금지`,
  'import-only': '에만 의존한다, 에만 의존해야 한다, 만 import한다, 만 참조한다, 에만 의존합니다',
  topic: '는, 은, 에서, 계층은, 레이어는, 패키지는, 에서는',
  and: '와, 과, 및, 또는, 나, 이나',
  'other-layers': '다른 계층, 다른 레이어, 외부 계층, 상위 계층',
  external: '외부 라이브러리, 외부 의존성, 서드파티 라이브러리',
  standard: '표준 라이브러리',
  kind: '계층, 레이어, 패키지, 모듈',
  exception: '제외, 경우',
};

export const TURKISH: Words = {
  'import-never': `
    import edemez, import etmez, import etmemeli, import etmemelidir, import edilmemeli, paketini import edemez,
    paketini import etmemeli, bağımlı olamaz, bağımlı olmamalı, bağımlı olmamalıdır, bağımlı değildir, kullanamaz,
    kullanmamalı, kullanmamalıdır, paketine bağımlı olamaz, paketine bağımlı olmamalı, paketini kullanamaz, referans
    veremez, bilmez, bilmemeli, içe aktaramaz, içe aktarmamalı, katmanına bağımlı olamaz, katmanını import edemez`,
  'import-only': 'yalnızca import edebilir, yalnızca bağımlı olabilir',
  topic: 'katmanı, paketi, modülü, katmanından, paketinden',
  kind: 'paketini, paketine, katmanını, katmanına, modülünü, modülüne, paketleri, doğrudan, asla, paketinin',
  and: 've, veya, ya da',
  'other-layers': 'diğer katmanlara, diğer katmanları, dış katmanlara, dış katmanları',
  exception: 'hariç, dışında',
};

/** Languages whose sentences are built as in English: the verb stands between its names. */
export const EUROPEAN: readonly Words[] = [
  {
    never: `
      darf nicht, dürfen nicht, darf nie, dürfen nie, darf niemals, dürfen niemals, soll nicht, sollen nicht, sollte
      nicht, sollten nicht, kann nicht, können nicht, darf keine, dürfen keine, niemals, nie, kein, keine, keinen,
      nicht, hängt nicht von, hängen nicht von, importiert nicht, importieren nicht, importiert nie, importiert
      niemals, kennt nicht`,
    only: 'nur, ausschließlich',
    may: 'darf, dürfen, kann, können, soll, sollen, muss, müssen',
    import: `
      importiert, importieren, importiert aus, abhängen von, abhängen, hängt ab von, hängt von, hängen von, abhängig
      von, referenziert, referenzieren, kennt, kennen, abhängig sein von, hängt nicht von, hängen nicht von,
      importiert nicht, importieren nicht, importiert nie, importiert niemals, kennt nicht`,
    use: 'verwendet, verwenden, benutzt, benutzen, nutzt, nutzen, zugreifen auf, greift auf',
    determiner: 'der, die, das, den, dem, ein, eine, einen, von, auf, aus, ab, direkt',
    kind: 'schicht, schichten, paket, pakete, modul, module, code',
    'other-layers': 'anderen schichten, andere schichten, äußere schichten, äußeren schichten, höheren schichten',
    external: 'externen bibliotheken, externe bibliotheken, externe abhängigkeiten, externen abhängigkeiten',
    standard: 'standardbibliothek, die standardbibliothek, der standardbibliothek',
    and: 'und, oder, noch',
    exception: 'außer, wenn, falls, es sei denn',
  },
  {
    never: `
      ne doit pas, ne doivent pas, ne doit jamais, ne doivent jamais, ne peut pas, ne peuvent pas, ne peut jamais,
      n', ne, ne pas, jamais, interdiction d', interdit d', interdit de, aucune, aucun, ne dépend pas de, ne dépend
      jamais de, ne dépendent pas de, ne dépendent jamais de, ne dépend pas du, ne dépend d'aucune, n'importe pas,
      n'importe jamais, n'importent jamais, n'importent pas, ne connaît pas`,
    only: 'uniquement, seulement, exclusivement, que',
    may: 'peut, peuvent, doit, doivent',
    import: `
      importer, importe, importent, dépendre de, dépend de, dépendent de, dépendre du, dépend du, dépendre des,
      dépendre d', référencer, référence, connaître, connaît, importer de, ne dépend pas de, ne dépend jamais de, ne
      dépendent pas de, ne dépendent jamais de, ne dépend pas du, ne dépend d'aucune, n'importe pas, n'importe
      jamais, n'importent jamais, n'importent pas, ne connaît pas`,
    use: 'utiliser, utilise, utilisent, appeler, appelle, accéder à, accède à',
    determiner: `
      le, la, les, l, un, une, des, de, du, d, couche, couches, paquet, package, directement, pas, jamais, la
      couche, le paquet`,
    'other-layers': 'autres couches, les autres couches, couches externes, couches supérieures',
    external: 'bibliothèques externes, dépendances externes, de bibliothèques externes',
    standard: 'bibliothèque standard, la bibliothèque standard',
    and: 'et, ou, ni',
    exception: 'sauf, si, excepté, hormis',
  },
  {
    never: `
      no debe, no deben, no puede, no pueden, nunca debe, nunca deben, nunca, jamás, no debería, no deberían, no,
      não deve, não devem, não pode, não podem, nunca deve, nunca devem, não deveria, não, proibido, está prohibido,
      é proibido, prohibido, nunca pode`,
    only: 'sólo, solo, únicamente, solamente, apenas, somente, só, exclusivamente',
    may: 'puede, pueden, debe, deben, pode, podem, deve, devem',
    import: `
      importar, importa, importan, importam, depender de, depende de, dependen de, dependem de, depender da, depende
      da, dependem da, depende do, depender do, depender del, depende del, referenciar, referencia, conocer, conoce,
      conhecer, conhece, importar de`,
    use: `
      usar, usa, usan, usam, utilizar, utiliza, utilizan, utilizam, acceder a, accede a, acessar, acessa, llamar a,
      chamar`,
    determiner: `
      el, la, los, las, un, una, o, a, os, as, um, uma, de, del, da, do, camada, capa, paquete, pacote,
      directamente, diretamente, la capa, a camada, o pacote, el paquete, capas, camadas, nada de, nada da`,
    'other-layers':
      'otras capas, outras camadas, capas externas, camadas externas, capas superiores, camadas superiores',
    external: 'bibliotecas externas, dependencias externas, dependências externas, librerías externas',
    standard: 'biblioteca estándar, la biblioteca estándar, biblioteca padrão, a biblioteca padrão',
    and: 'y, e, o, u, ou, ni, nem',
    exception: 'salvo, excepto, si, se, exceto, a menos que, a não ser',
  },
  {
    never: `
      не должен, не должна, не должно, не должны, не может, не могут, никогда не, нельзя, запрещено, запрещается,
      не, не має, не повинен, не повинна, не повинні, заборонено`,
    only: 'только, исключительно, лише, тільки',
    may: 'может, могут, должен, должна, должны, може, можуть',
    import: `
      импортировать, импортирует, импортируют, зависеть от, зависит от, зависят от, ссылаться на, ссылается на,
      знать о, знает о, знают о, імпортувати, імпортує, залежати від, залежить від, знать про`,
    use: 'использовать, использует, используют, вызывать, вызывает, обращаться к, обращается к, використовувати',
    determiner: 'слой, пакет, модуль, слоя, пакета, модуля, напрямую, пакеты, слои, прямо',
    'other-layers': 'других слоёв, других слоев, других слоях, внешних слоёв, внешних слоев, остальных слоёв',
    external: 'внешних библиотек, внешние библиотеки, сторонних библиотек, сторонние библиотеки',
    standard: 'стандартную библиотеку, стандартной библиотеки',
    and: 'и, или, либо, ни, та, або',
    exception: 'кроме, если, за исключением, окрім',
  },
  {
    never: 'không được, không được phép, không nên, tuyệt đối không, không bao giờ, không, cấm, không thể',
    only: 'chỉ, chỉ được, chỉ được phép',
    may: 'có thể, được, được phép, phải',
    import: 'phụ thuộc vào, phụ thuộc, import, biết về, tham chiếu đến, tham chiếu',
    use: 'sử dụng, gọi, truy cập, gọi trực tiếp, dùng',
    determiner: 'tầng, gói, lớp, trực tiếp, các',
    and: 'và, hoặc',
    exception: 'trừ, trừ khi, nếu, ngoại trừ',
  },
];
