// Words by which teams say how a decision stands, in a dozen languages, and the names of the field that holds them.
import type { ClauseStatus } from '../../domain/clause.ts';

type Words = Readonly<Record<ClauseStatus, string>>;

/** One language a line; words are parted by commas. Order within a line does not matter: the longest word wins. */
const LANGUAGES: readonly Words[] = [
  {
    accepted: `
      accepted, accept, approved, current, ratified, agreed, in effect, in use, in force, effective,
      enforced, locked, stable, binding, decided, decision made, decision taken, adopted, implemented,
      active, final, finalised, finalized, done, live, published, confirmed, valid, signed off, settled,
      completed, complete, in production, mandatory, resolved`,
    proposed: `
      proposed, proposal, draft, drafting, exploring, exploration, parked, on hold, in review, under
      review, review, in discussion, under discussion, discussion, pending, open, rfc, request for
      comments, wip, work in progress, in progress, tentative, idea, deferred, postponed, paused, planned,
      todo, tbd, to be decided, undecided, trial, experimental, experiment, provisional, provisionally,
      awaiting, submitted, candidate, ready for review, not started, not yet, not accepted, not approved,
      not decided, not in force, not in effect, not ratified, not agreed, not binding, unapproved`,
    superseded: `
      superseded, superceded, supersceded, replaced, obsolete, obsoleted, overridden, overtaken, no
      longer, legacy, historical, out of date, outdated`,
    deprecated: 'deprecated,expired,retired,sunset,archived,inactive,end of life',
    rejected: `
      rejected, dropped, withdrawn, abandoned, declined, cancelled, canceled, denied, won't do, wontfix,
      reverted, rolled back, discarded, revoked, repealed, void`,
  },
  {
    accepted: 'akzeptiert,angenommen,beschlossen,genehmigt,gültig,in kraft,umgesetzt,verbindlich,entschieden,aktiv',
    proposed: 'vorgeschlagen,entwurf,in prüfung,in diskussion,zurückgestellt,offen,vorschlag',
    superseded: 'ersetzt,abgelöst,überholt,hinfällig',
    deprecated: 'veraltet,abgelaufen,ausgelaufen',
    rejected: 'abgelehnt,verworfen,zurückgezogen,fallengelassen',
  },
  {
    accepted: 'accepté,acceptée,approuvé,approuvée,adopté,adoptée,en vigueur,validé,validée,appliqué,ratifié',
    proposed: 'proposé,proposée,brouillon,en discussion,en attente,en revue,en cours,à valider,ébauche',
    superseded: 'remplacé,remplacée,caduc,caduque,annulé et remplacé',
    deprecated: 'déprécié,dépréciée,obsolète,expiré,expirée,périmé',
    rejected: 'rejeté,rejetée,refusé,refusée,retiré,retirée,abandonné,abandonnée,annulé,annulée',
  },
  {
    accepted: 'aceptado,aceptada,aprobado,aprobada,adoptado,adoptada,vigente,en vigor,implementado,decidido,activo',
    proposed: 'propuesto,propuesta,borrador,en revisión,en discusión,pendiente,en espera',
    superseded: 'reemplazado,reemplazada,sustituido,sustituida,obsoleto,obsoleta',
    deprecated: 'caducado,caducada,retirado del uso,en desuso',
    rejected: 'rechazado,rechazada,retirado,retirada,descartado,descartada,abandonado',
  },
  {
    accepted: 'aceito,aceita,aceite,aprovado,aprovada,em vigor,adotado,adotada,implementado,decidido,ativo',
    proposed: 'proposto,proposta,rascunho,em revisão,em discussão,pendente,em espera',
    superseded: 'substituído,substituída,obsoleto,obsoleta',
    deprecated: 'descontinuado,descontinuada,depreciado,depreciada,expirado',
    rejected: 'rejeitado,rejeitada,recusado,recusada,retirado,descartado,descartada',
  },
  {
    accepted: 'accettato,accettata,approvato,approvata,adottato,adottata,in vigore,deciso,attivo',
    proposed: 'proposto,proposta,bozza,in revisione,in discussione,in attesa',
    superseded: 'sostituito,sostituita,superato,superata,obsoleto',
    deprecated: 'deprecato,deprecata,scaduto',
    rejected: 'rifiutato,rifiutata,respinto,respinta,ritirato,ritirata,scartato',
  },
  {
    accepted: 'geaccepteerd,aanvaard,goedgekeurd,van kracht,besloten,vastgesteld',
    proposed: 'voorgesteld,concept,in behandeling,ter beoordeling,in bespreking',
    superseded: 'vervangen,achterhaald',
    deprecated: 'verouderd,verlopen',
    rejected: 'afgewezen,verworpen,ingetrokken,vervallen',
  },
  {
    accepted: 'kabul edildi,kabul,onaylandı,onaylı,yürürlükte,geçerli,benimsendi,uygulandı,kararlaştırıldı',
    proposed: 'taslak,önerildi,öneri,önerilen,incelemede,tartışılıyor,beklemede,askıda',
    superseded: 'yerine geçildi,yerini aldı,değiştirildi,güncelliğini yitirdi,geçersiz kılındı',
    deprecated: 'kullanımdan kaldırıldı,süresi doldu,geçersiz,eskidi',
    rejected: 'reddedildi,geri çekildi,vazgeçildi,iptal edildi,iptal',
  },
  {
    accepted: `
      przyjęto, przyjęta, przyjęty, zaakceptowano, zaakceptowany, zaakceptowana, zatwierdzono,
      zatwierdzony, obowiązuje`,
    proposed: 'propozycja,proponowany,proponowana,zaproponowano,szkic,wersja robocza,w trakcie,wstrzymany,w dyskusji',
    superseded: 'zastąpiono,zastąpiony,zastąpiona,zastąpione',
    deprecated: 'przestarzały,przestarzała,wygasł,wycofywany',
    rejected: 'odrzucono,odrzucony,odrzucona,wycofano,wycofany,porzucono',
  },
  {
    accepted: 'принято,принят,принята,утверждено,утверждён,утвержден,одобрено,действует,действующий,внедрено',
    proposed: 'предложено,предложение,черновик,на рассмотрении,обсуждается,в работе,отложено',
    superseded: 'заменено,заменён,заменен,заменена',
    deprecated: 'устарело,устарел,истекло',
    rejected: 'отклонено,отклонён,отклонен,отозвано,отменено',
  },
  {
    accepted: 'прийнято,затверджено,схвалено,діє,чинний',
    proposed: 'запропоновано,пропозиція,чернетка,на розгляді,обговорюється,відкладено',
    superseded: 'замінено',
    deprecated: 'застаріло,застарілий',
    rejected: 'відхилено,відкликано,скасовано',
  },
  {
    accepted: '承認済み,承認,採択,採用,決定済み,決定,合意済み,有効,実施中,確定',
    proposed: '提案中,提案,草案,下書き,ドラフト,検討中,レビュー中,保留,未承認,未決定',
    superseded: '置き換え,置換,上書き,差し替え',
    deprecated: '非推奨,廃止,期限切れ,失効',
    rejected: '却下,棄却,不採用,取り下げ,撤回,中止',
  },
  {
    accepted: '已接受,已采纳,已採納,已批准,已通过,已通過,已决定,接受,采纳,批准,生效中,生效,有效,现行,已实施',
    proposed: '提议,提議,提案,草案,草稿,待定,讨论中,討論中,评审中,審核中,搁置,未批准,未生效',
    superseded: '已取代,被取代,已替代,被替代,已被取代,已被替代,已替换',
    deprecated: '已弃用,已棄用,已废弃,已廢棄,弃用,废弃,过期,已过期,失效',
    rejected: '已拒绝,已拒絕,拒绝,已否决,否决,已撤回,撤回,已取消,已放弃',
  },
  {
    accepted: '승인됨,승인,채택됨,채택,수락됨,수락,확정,유효,시행 중,적용 중',
    proposed: '제안됨,제안,초안,검토 중,검토중,논의 중,보류',
    superseded: '대체됨,대체',
    deprecated: '사용 중단,사용되지 않음,폐기됨,폐기,만료됨,만료',
    rejected: '거부됨,거부,기각됨,기각,철회됨,철회,반려',
  },
  {
    accepted: `
      accepterad, godkänd, antagen, beslutad, gällande, accepteret, godkendt, vedtaget, vedtatt, godkjent,
      gjeldende, akseptert`,
    proposed: 'föreslagen,utkast,under granskning,foreslået,kladde,foreslått,udkast,pausad',
    superseded: 'ersatt,erstattet,afløst',
    deprecated: 'föråldrad,forældet,utdatert,utgången',
    rejected: 'avvisad,förkastad,afvist,forkastet,avvist,tillbakadragen,trukket',
  },
  {
    accepted: 'přijato,přijatý,schváleno,schválený,platí,platné',
    proposed: 'navrženo,návrh,koncept,v revizi,odloženo',
    superseded: 'nahrazeno,nahrazený',
    deprecated: 'zastaralé,zastaralý',
    rejected: 'zamítnuto,zamítnutý,odmítnuto,staženo',
  },
];

/** Names of the field. */
const FIELD = [
  'status|state|statut|état|estado',
  'situação|stato|durum|durumu|stan|stav|zustand',
  'статус|состояние|стан|ステータス|状態|状況|状态|狀態|상태|trạng thái|tila|tillstånd|állapot|κατάσταση|الحالة',
].join('|');
const OF_WHAT = [
  'decision|adr|rfc|document|doc|current|proposal|record',
  'lifecycle|karar|entscheidungs?|決定|决策|决定',
].join('|');

/** Names of the field that says how a decision stands. */
export const STATUS_NAME: string = `(?:the )?(?:(?:${OF_WHAT})[ _-]?)?(?:${FIELD})`;

/** Words that say how a decision stands. */
export interface StatusWords {
  /** The word at the very start of a text in lower case; null where there is none. */
  at(text: string): { readonly word: string; readonly status: ClauseStatus } | null;
}

type Entry = readonly [word: string, status: ClauseStatus];

const STANDARD: readonly Entry[] = LANGUAGES.flatMap((words) =>
  (Object.entries(words) as [ClauseStatus, string][]).flatMap(([status, list]) =>
    list.split(',').map((word): Entry => [word.trim().replace(/\s+/g, ' '), status]),
  ),
);

const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

/** The words of all languages, and a team's own, which win over them. */
export function createStatusWords(own: Readonly<Record<string, ClauseStatus>>): StatusWords {
  const added = Object.entries(own).map(([word, status]): Entry => [word.trim().toLowerCase(), status]);
  return added.length === 0 ? standardStatusWords : compile([...added, ...STANDARD]);
}

/** The longest word wins, then the first. */
function compile(entries: readonly Entry[]): StatusWords {
  const byFirstLetter = new Map<string, Entry[]>();
  for (const entry of entries.toSorted(([a], [b]) => b.length - a.length)) {
    const letter = entry[0][0] ?? '';
    const group = byFirstLetter.get(letter);
    if (group === undefined) byFirstLetter.set(letter, [entry]);
    else group.push(entry);
  }
  return {
    at(text) {
      for (const [word, status] of byFirstLetter.get(text[0] ?? '') ?? []) {
        if (word === '' || !text.startsWith(word)) continue;
        const next = text.slice(word.length, word.length + 1);
        if (CJK.test(word) || !/[\p{L}\p{N}]/u.test(next)) return { word, status };
      }
      return null;
    },
  };
}

export const standardStatusWords: StatusWords = compile(STANDARD);
